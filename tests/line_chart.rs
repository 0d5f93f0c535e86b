//! Curves are drawn where their numbers say.

use teddy_reads::viz::colormap::{Rgb, Theme};
use teddy_reads::viz::line_chart::{
    Axis, LineChart, MARGINS, Mark, Series, series_colour, size_in, ticks,
};

const WIDTH: u32 = 600;
const HEIGHT: u32 = 300;

fn sample() -> LineChart {
    let series = |name: &str, ys: [f64; 4], dashed| Series {
        name: name.into(),
        points: [0.0, 10.0, 20.0, 40.0].into_iter().zip(ys).collect(),
        dashed,
    };
    LineChart {
        title: "Loss".into(),
        x: Axis {
            label: "step".into(),
            ..Axis::default()
        },
        y: Axis {
            label: "loss, \"nats\"".into(),
            include: vec![0.0],
            ..Axis::default()
        },
        series: vec![
            series("train", [8.0, 4.0, 2.0, 1.0], false),
            series("held out", [8.0, 5.0, f64::NAN, 3.0], true),
        ],
        marks: vec![Mark {
            x: 20.0,
            label: "ε = 0.1".into(),
        }],
    }
}

/// The points of every line of this colour.
fn lines_of(svg: &str, colour: Rgb) -> Vec<Vec<(f64, f64)>> {
    let colour = colour.to_string().to_uppercase();
    let is_ours = |tag: &&str| tag.starts_with("polyline") && tag.to_uppercase().contains(&colour);
    let points = |tag: &str| {
        let list = tag.split("points=\"").nth(1).unwrap();
        let list = list.split('"').next().unwrap();
        let pair = |p: &str| {
            let (x, y) = p.split_once(',').unwrap();
            (x.parse().unwrap(), y.parse().unwrap())
        };
        list.split_whitespace().map(pair).collect()
    };
    svg.split('<').filter(is_ours).map(points).collect()
}

#[test]
fn a_line_goes_through_its_points() {
    let chart = sample();
    for theme in [Theme::Light, Theme::Dark] {
        let svg = chart.to_svg(WIDTH, HEIGHT, theme).unwrap();
        let lines = lines_of(&svg, series_colour(0, theme));
        let [top, bottom, left, right] = MARGINS.map(f64::from);
        let (w, h) = (
            f64::from(WIDTH) - left - right,
            f64::from(HEIGHT) - top - bottom,
        );
        let expected = chart.series[0].points.iter().map(|&(x, y)| {
            let at = (left + x / 40.0 * w, top + (8.0 - y) / 8.0 * h);
            assert!((chart.fraction_of(x) - x / 40.0).abs() < 1e-12);
            at
        });
        assert_eq!(lines.len(), 1, "{svg}");
        assert_eq!(lines[0].len(), 4);
        for (drawn, expected) in lines[0].iter().zip(expected) {
            let off = (drawn.0 - expected.0)
                .abs()
                .max((drawn.1 - expected.1).abs());
            assert!(off <= 1.5, "{drawn:?} {expected:?}");
        }
        assert!(svg.contains("ε = 0.1"));
    }
}

#[test]
fn a_bar_stands_from_the_axis_up_to_its_point() {
    let mut chart = sample();
    chart.series[0].points = (1..=4).map(|t| (f64::from(t), 10f64.powi(t - 4))).collect();
    chart.x.include = vec![0.5, 4.5];
    chart.series[1].points.clear();
    chart.y.logarithmic = true;
    chart.y.include = vec![1e-4];
    let svg = chart.to_bar_svg(WIDTH, HEIGHT, Theme::Light).unwrap();
    let colour = series_colour(0, Theme::Light).to_string().to_uppercase();
    let is_bar = |tag: &&str| tag.starts_with("rect") && tag.to_uppercase().contains(&colour);
    let number = |tag: &str, name: &str| -> f64 {
        let value = tag.split(&format!(" {name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().parse().unwrap()
    };
    let bars: Vec<&str> = svg.split('<').filter(is_bar).collect();
    assert_eq!(bars.len(), 4, "{svg}");
    let [top, bottom, left, right] = MARGINS.map(f64::from);
    let (w, h) = (
        f64::from(WIDTH) - left - right,
        f64::from(HEIGHT) - top - bottom,
    );
    for (i, bar) in bars.iter().enumerate() {
        let (x, width) = (number(bar, "x"), number(bar, "width"));
        assert!((x + width / 2.0 - (left + (i as f64 + 0.5) / 4.0 * w)).abs() <= 1.5);
        // A decade is a quarter of the height.
        let (y, height) = (number(bar, "y"), number(bar, "height"));
        assert!((y + height - (top + h)).abs() <= 1.5);
        assert!((height - (i + 1) as f64 / 4.0 * h).abs() <= 1.5, "{bar}");
    }
    // Plain curves stay curves.
    let plain = chart.to_svg(WIDTH, HEIGHT, Theme::Light).unwrap();
    assert_eq!(plain.split('<').filter(is_bar).count(), 0);
}

#[test]
fn what_is_read_out_is_what_is_drawn() {
    let chart = sample();
    assert_eq!(chart.xs(), [0.0, 10.0, 20.0, 40.0]);
    assert_eq!(chart.nearest_x(0.3), Some(10.0));
    assert_eq!(chart.nearest_x(2.0), Some(40.0));
    assert_eq!(chart.values_at(10.0), [Some(4.0), Some(5.0)]);
    let csv = chart.to_csv();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "\"step\",\"train\",\"held out\"");
    assert_eq!(lines[2], "10,4,5");
    assert_eq!(LineChart::default().nearest_x(0.5), None);
    assert!(LineChart::default().to_svg(1, 1, Theme::Light).is_ok());
}

#[test]
fn ticks_are_round_numbers_inside_the_range() {
    let texts = |range, log, n| -> Vec<String> {
        ticks(range, log, n).into_iter().map(|(_, t)| t).collect()
    };
    assert_eq!(
        texts((0.0, 1.0), false, 5),
        ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    );
    assert_eq!(
        texts((0.0, 2000.0), false, 4),
        ["0", "500", "1000", "1500", "2000"]
    );
    assert_eq!(texts((-3.0, 3.0), false, 3), ["−2", "0", "2"]);
    assert_eq!(texts((0.0, 3.0), true, 5), ["1", "10", "100", "1000"]);
    assert_eq!(texts((-6.0, 0.0), true, 4), ["10⁻⁶", "10⁻⁴", "0.01", "1"]);
    let two = texts((1.0, 2.0), true, 5);
    assert_eq!(two, ["10", "20", "50", "100"]);
    for (at, _) in ticks((0.13, 0.97), false, 6) {
        assert!((0.13..=0.97).contains(&at));
    }
}

#[test]
fn curves_stand_out_from_the_paper() {
    for (theme, papers) in [
        (Theme::Light, [Rgb(0xff, 0xff, 0xff), Rgb(0xf4, 0xf1, 0xea)]),
        (Theme::Dark, [Rgb(0x16, 0x17, 0x1b), Rgb(0x20, 0x22, 0x28)]),
    ] {
        for i in 0..6 {
            for paper in papers {
                assert!(
                    series_colour(i, theme).contrast(paper) >= 3.0,
                    "{i} {theme:?}"
                );
            }
        }
    }
}

#[test]
fn a_chart_that_waits_for_its_points_has_an_axis_from_what_it_will_include() {
    let chart = LineChart {
        x: Axis {
            include: vec![0.0],
            ..Axis::default()
        },
        ..LineChart::default()
    };
    let svg = chart.to_svg(600, 300, Theme::Light).unwrap();
    assert!(!svg.contains("−"), "no negative steps");
}

#[test]
fn texts_are_as_large_on_a_phone_as_on_a_wide_screen() {
    for width in [0.0, 288.0, 340.0, 720.0, 1300.0] {
        let (w, h) = size_in(width, f64::INFINITY);
        assert!((240..=1300).contains(&w) && (210..=380).contains(&h));
        let svg = sample().to_svg(w, h, Theme::Light).unwrap();
        // One unit of the drawing is one of the page: nothing is scaled.
        assert!(svg.contains(&format!("width=\"{w}\"")), "{svg}");
        let sizes = svg.split("font-size=\"").skip(1);
        for size in sizes.map(|rest| rest.split('"').next().unwrap()) {
            assert!(size.parse::<f64>().unwrap() >= 12.0, "{size}");
        }
        // Two ticks at least for each axis.
        assert!(svg.matches("<text").count() >= 6, "{width}: {svg}");
    }
    assert!(size_in(340.0, f64::INFINITY).1 > 140);
    // On a projector other things have to be seen with it; a curve needs some height still.
    assert_eq!(size_in(1300.0, 200.5), (1300, 200));
    assert_eq!(size_in(1300.0, -1.0), (1300, 140));
}

#[test]
fn counts_are_read_out_as_counts_and_measures_as_measures() {
    let chart = LineChart {
        series: vec![
            Series {
                name: "pieces".into(),
                points: vec![(0.0, 18.0), (1000.0, 12_000.0)],
                dashed: false,
            },
            Series {
                name: "loss".into(),
                points: vec![(0.0, 2.0), (1000.0, 1.5)],
                dashed: false,
            },
        ],
        ..LineChart::default()
    };
    assert_eq!(chart.x_text(1000.0), "1,000");
    assert_eq!(chart.y_text(0, 12_000.0), "12,000");
    // A loss that happens to be whole is still a measured number.
    assert_eq!(chart.y_text(1, 2.0), "2.000");
}

#[test]
fn a_marks_text_keeps_clear_of_the_curve() {
    let at_start = |points: Vec<(f64, f64)>| LineChart {
        series: vec![Series {
            name: "pieces".into(),
            points,
            dashed: false,
        }],
        marks: vec![Mark {
            x: 0.0,
            label: "here".into(),
        }],
        ..LineChart::default()
    };
    // y of the text, in units of the drawing.
    let place = |chart: LineChart| -> f64 {
        let svg = chart.to_svg(600, 300, Theme::Light).expect("drawn");
        let before = &svg[..svg.find("\nhere\n").expect("the mark's text")];
        let tag = &before[before.rfind("<text").expect("its tag")..];
        let y = tag
            .split(" y=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        y.and_then(|y| y.parse().ok()).expect("a number")
    };
    let falling = vec![(0.0, 10.0), (1.0, 9.0), (10.0, 0.0)];
    let rising = vec![(0.0, 0.0), (10.0, 10.0)];
    assert!(place(at_start(falling)) > 150.0);
    assert!(place(at_start(rising)) < 150.0);
}
