//! What is drawn is what was computed: figures are read back and compared with their data.

use teddy_reads::nlp::trace::Trace;
use teddy_reads::viz::attention::{self, AttentionKind, HeadId};
use teddy_reads::viz::bar_chart::{Bar, bars_svg};
use teddy_reads::viz::colormap::{Rgb, Scale, Theme};
use teddy_reads::viz::flow::{Direction, FlowLayout, flow, ranked};
use teddy_reads::viz::heatmap::cursor::{Cursor, Key};
use teddy_reads::viz::heatmap::layout::{Layout, Room};
use teddy_reads::viz::heatmap::numbers::Numbers;
use teddy_reads::viz::heatmap::{Cell, Heatmap, HeatmapError, svg};
use teddy_reads::viz::label::{ellipsis, escape, is_special, spoken, width_em};
use teddy_reads::viz::number::{format_percent, format_short, format_value};
use teddy_reads::viz::vector_strip::{StripLayout, pixels};

const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

fn words(n: usize, stem: &str) -> Vec<String> {
    (0..n).map(|i| format!("▁{stem}{i}")).collect()
}

/// Not symmetric, not square, no two values equal: any mix-up of rows and columns shows.
fn sample() -> Heatmap {
    let rows = ["<s>", "▁Un", "▁ours", "▁lit"].map(String::from).to_vec();
    let cols = ["<s>", "▁A", "▁bear", "▁reads", ".", "</s>"]
        .map(String::from)
        .to_vec();
    let values = (0..24).map(|i| (i as f32 + 0.5) / 24.0).collect();
    Heatmap::new(rows, cols, values, Scale::weights())
        .unwrap()
        .named("Head 3", "Query", "Key")
}

/// The text between `from` and `to`, and the rest after it.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<(&'a str, &'a str)> {
    let start = text.find(from)? + from.len();
    let end = start + text[start..].find(to)?;
    Some((&text[start..end], &text[end..]))
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    between(tag, &format!(" {name}=\""), "\"")
        .unwrap_or_else(|| panic!("{name} in {tag}"))
        .0
}

fn number(tag: &str, name: &str) -> f64 {
    attribute(tag, name).parse().unwrap()
}

/// The `<g class="name">` of a drawing; our groups are not nested.
fn group<'a>(text: &'a str, name: &str) -> &'a str {
    between(text, &format!("<g class=\"{name}\""), "</g>")
        .unwrap()
        .0
}

fn plain(markup: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// All `<text>` of a fragment: (x, y, content).
fn texts(mut fragment: &str) -> Vec<(f64, f64, String)> {
    let mut out = Vec::new();
    while let Some((whole, rest)) = between(fragment, "<text", "</text>") {
        let (tag, content) = whole.split_once('>').unwrap();
        out.push((number(tag, "x"), number(tag, "y"), plain(content)));
        fragment = rest;
    }
    out
}

/// Every cell of a saved file with the label that stands at its row and at its column, its colour and its tooltip.
fn read_back(file: &str) -> Vec<(String, String, String, String)> {
    let offset = |name: &str| {
        let at = between(group(file, name), "translate(", ")").unwrap().0;
        let (x, y) = at.split_once(' ').unwrap();
        (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap())
    };
    let shifted = |name: &str| {
        let (dx, dy) = offset(name);
        texts(group(file, name))
            .into_iter()
            .map(move |(x, y, t)| (x + dx, y + dy, t))
    };
    let (rows, cols): (Vec<_>, Vec<_>) = (
        shifted("row-labels").collect(),
        shifted("col-labels").collect(),
    );
    let (dx, dy) = offset("cells");
    let mut cells = group(file, "cells");
    let mut out = Vec::new();
    while let Some((whole, rest)) = between(cells, "<rect", "</rect>") {
        let (tag, title) = whole.split_once('>').unwrap();
        let (x, y) = (number(tag, "x") + dx, number(tag, "y") + dy);
        let (w, h) = (number(tag, "width"), number(tag, "height"));
        let row = rows
            .iter()
            .find(|(_, ly, _)| (y..y + h).contains(ly))
            .expect("a label beside each row");
        let col = cols
            .iter()
            .find(|(lx, _, _)| (x..x + w).contains(lx))
            .expect("a label above each column");
        out.push((
            row.2.clone(),
            col.2.clone(),
            attribute(tag, "fill").to_string(),
            plain(title),
        ));
        cells = rest;
    }
    out
}

fn assert_drawn(map: &Heatmap, theme: Theme) {
    let cells = read_back(&map.to_svg(900.0, theme));
    assert_eq!(cells.len(), map.values.len());
    for (r, row) in map.rows.iter().enumerate() {
        for (c, col) in map.cols.iter().enumerate() {
            let value = map.values[r * map.cols.len() + c];
            let found: Vec<_> = cells
                .iter()
                .filter(|cell| &cell.0 == row && &cell.1 == col)
                .collect();
            assert_eq!(found.len(), 1, "{row}, {col}");
            assert_eq!(
                found[0].2,
                map.scale.colour(value, theme).to_string(),
                "{row}, {col}"
            );
            assert_eq!(
                found[0].3,
                format!("{}, {}: {}", spoken(row), spoken(col), format_value(value))
            );
        }
    }
}

#[test]
fn the_saved_drawing_shows_each_value_under_its_labels() {
    for theme in THEMES {
        assert_drawn(&sample(), theme);
    }
    // Thirty by twenty-nine, where labels are turned.
    let values = (0..30 * 29)
        .map(|i| ((i * 7919) % 1000) as f32 / 500.0 - 1.0)
        .collect::<Vec<_>>();
    let scale = Scale::signed_for(&values);
    assert_drawn(
        &Heatmap::new(words(30, "q"), words(29, "k"), values, scale).unwrap(),
        Theme::Light,
    );
}

#[test]
fn a_transposed_matrix_would_be_noticed() {
    let map = sample();
    let mut wrong = map.clone();
    for r in 0..4 {
        for c in 0..6 {
            wrong.values[r * 6 + c] = map.values[c * 4 + r];
        }
    }
    let drawn = read_back(&wrong.to_svg(900.0, Theme::Light));
    let right = read_back(&map.to_svg(900.0, Theme::Light));
    assert_ne!(drawn, right);
    assert_ne!(wrong.to_csv(), map.to_csv());
}

#[test]
fn the_fragments_on_the_page_hold_the_same_cells_as_the_file() {
    let map = sample();
    let layout = Layout::new(&map, Room::on_screen(700.0));
    let fragment = svg::cells(&map, &layout, Theme::Dark, false);
    let rects: Vec<_> = fragment.split("<rect").skip(1).collect();
    assert_eq!(rects.len(), map.values.len());
    for (i, rect) in rects.iter().enumerate() {
        let cell = Cell {
            row: i / 6,
            col: i % 6,
        };
        assert_eq!(
            layout.cell_at(number(rect, "x") + 1.0, number(rect, "y") + 1.0),
            Some(cell)
        );
        assert_eq!(
            attribute(rect, "fill"),
            map.scale.colour(map.values[i], Theme::Dark).to_string()
        );
    }
    assert!(layout.shows_numbers);
    let numbers: Vec<_> = texts(&fragment).into_iter().map(|t| t.2).collect();
    assert_eq!(
        numbers,
        map.values
            .iter()
            .map(|v| format_short(*v))
            .collect::<Vec<_>>()
    );
}

#[test]
fn markup_in_tokens_is_text() {
    let rows = vec!["<script>alert(1)</script>".to_string()];
    let cols = vec!["\"a' & ]]>".to_string()];
    let map = Heatmap::new(rows, cols, vec![0.5], Scale::weights())
        .unwrap()
        .named("<b>", "&q", "\u{1}k");
    let file = map.to_svg(600.0, Theme::Light);
    assert!(!file.contains("<script") && !file.contains("<b>") && !file.contains('\u{1}'));
    assert!(!file.contains("style=") && !file.contains(" id="));
    assert_eq!(escape("a<&>\"'"), "a&lt;&amp;&gt;&quot;&#39;");
}

/// A reader of RFC 4180, written apart from the writer.
fn parse_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quoted, c) {
            (true, '"') if chars.peek() == Some(&'"') => field.push(chars.next().unwrap()),
            (_, '"') => quoted = !quoted,
            (false, ',') => row.push(std::mem::take(&mut field)),
            (false, '\r') => {}
            (false, '\n') => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            (_, c) => field.push(c),
        }
    }
    rows
}

#[test]
fn csv_reads_back_to_the_bit() {
    let rows = vec![
        "plain".to_string(),
        "a,\"b\"\nc".to_string(),
        "▁ours".to_string(),
    ];
    let cols = vec![",".to_string(), "\"".to_string()];
    let values = vec![
        0.1,
        -0.0,
        f32::NAN,
        f32::NEG_INFINITY,
        f32::MIN_POSITIVE,
        16_777_217.0,
    ];
    let map = Heatmap::new(rows.clone(), cols.clone(), values.clone(), Scale::weights()).unwrap();
    let table = parse_csv(&map.to_csv());
    assert_eq!(table.len(), 4);
    assert_eq!(table[0], ["", ",", "\""]);
    for (r, label) in rows.iter().enumerate() {
        assert_eq!(&table[r + 1][0], label);
        for c in 0..2 {
            let (read, value): (f32, f32) =
                (table[r + 1][c + 1].parse().unwrap(), values[r * 2 + c]);
            assert!(read.to_bits() == value.to_bits() || (read.is_nan() && value.is_nan()));
        }
    }
}

#[test]
fn wrong_lengths_and_masks() {
    let wrong = Heatmap::new(words(2, "a"), words(2, "b"), vec![0.0; 3], Scale::weights());
    assert_eq!(
        wrong,
        Err(HeatmapError::Values {
            rows: 2,
            cols: 2,
            values: 3
        })
    );
    let map = Heatmap::new(
        words(2, "a"),
        words(2, "b"),
        vec![1.0, 9.0, f32::NAN, 0.25],
        Scale::weights(),
    )
    .unwrap();
    assert!(map.clone().with_mask(vec![true]).is_err());
    let map = map.with_mask(vec![false, true, false, false]).unwrap();
    let largest: Vec<_> = map.row_summaries().into_iter().map(|s| s.largest).collect();
    assert_eq!(largest, [Some((0, 1.0)), Some((1, 0.25))]);
    assert_eq!(map.get(0, 2), None);
    assert_eq!(map.get(2, 0), None);
    let file = map.to_svg(500.0, Theme::Light);
    assert_eq!(
        group(&file, "cells").matches("<path").count(),
        2,
        "the masked cell and the NaN are hatched"
    );
    assert!(map.to_csv().lines().nth(1).unwrap().ends_with("1,"));
}

/// The numbers that stand in the cells of a row of `values`.
fn in_cells(values: Vec<f32>) -> Vec<String> {
    let cols = words(values.len(), "k");
    let map = Heatmap::new(words(1, "q"), cols, values, Scale::weights()).unwrap();
    let layout = Layout::new(&map, Room::on_screen(700.0));
    assert!(layout.shows_numbers);
    let cells = texts(&svg::cells(&map, &layout, Theme::Light, false));
    cells.into_iter().map(|text| text.2).collect()
}

#[test]
fn cells_of_whole_numbers_have_no_decimals() {
    assert_eq!(
        in_cells(vec![1.0, 0.0, -0.0, -12.0]),
        ["1", "0", "0", "−12"]
    );
    assert_eq!(in_cells(vec![1.0, 0.0, 0.5]), ["1.00", "0", "0.50"]);
    assert_eq!(in_cells(vec![f32::INFINITY, 1.0]), ["∞", "1.00"]);
    // A hidden cell does not make the others fractions.
    let map = Heatmap::new(
        words(1, "q"),
        words(2, "k"),
        vec![1.0, 0.5],
        Scale::weights(),
    );
    let map = map.unwrap().with_mask(vec![false, true]).unwrap();
    assert_eq!(Numbers::of(&map), Numbers::Whole);
}

#[test]
fn numbers_that_say_nothing_are_not_written() {
    assert!(in_cells(vec![0.0092, 0.004, 0.0]).is_empty());
    assert!(in_cells(vec![-0.0949, 0.01]).is_empty());
    assert_eq!(in_cells(vec![-0.0951, 0.01]), ["−0.10", "0.01"]);
    assert_eq!(in_cells(vec![0.0, 0.0]), ["0", "0"]);
}

#[test]
fn matrices_side_by_side_line_up() {
    let square = |labels: Vec<String>| {
        let values = vec![1.0; labels.len() * labels.len()];
        Heatmap::new(labels.clone(), labels, values, Scale::weights()).unwrap()
    };
    let (long, short) = (square(words(9, "▁reading")), square(words(9, "a")));
    let room = Room::on_screen(540.0);
    let sizes = |l: Layout| {
        let cell = (l.cell_width, l.cell_height);
        (cell, l.row_label_width, l.col_label_height, l.overhang)
    };
    let together = sizes(Layout::beside(&long, &short, room));
    assert_eq!(together, sizes(Layout::beside(&short, &long, room)));
    assert_eq!(together, sizes(Layout::new(&long, room)));
    assert_ne!(together, sizes(Layout::new(&short, room)));
}

#[test]
fn labels_fit_on_a_phone_and_for_sixty_tokens() {
    for (n, width) in [
        (8, 358.0),
        (30, 358.0),
        (60, 358.0),
        (30, 1000.0),
        (60, 1000.0),
    ] {
        let map = Heatmap::new(
            words(n, "peluche"),
            words(n, "teddy"),
            vec![0.0; n * n],
            Scale::weights(),
        )
        .unwrap();
        let layout = Layout::new(&map, Room::on_screen(width));
        assert!(layout.row_label_width <= width * 0.4, "{n} {width}");
        assert!(
            layout.cell_width >= 24.0 && layout.cell_height >= 24.0,
            "{n} {width}"
        );
        assert!(
            layout
                .row_labels
                .iter()
                .chain(&layout.col_labels)
                .all(Option::is_some),
            "{n}: every token labelled"
        );
        if n == 8 {
            assert!(layout.row_label_width + layout.cells_width() <= width);
        }
    }
    // In a file of fixed width cells may shrink: labels are thinned, never on top of each other.
    let map = Heatmap::new(
        words(60, "a"),
        words(60, "b"),
        vec![0.0; 3600],
        Scale::weights(),
    )
    .unwrap();
    let layout = Layout::new(&map, Room::in_file(500.0));
    assert!(layout.row_label_width + layout.cells_width() + layout.overhang <= 501.0);
    let shown: Vec<_> = (0..60)
        .filter(|i| layout.row_labels[*i].is_some())
        .collect();
    assert!(
        shown
            .windows(2)
            .all(|w| (w[1] - w[0]) as f64 * layout.cell_height >= layout.font_size)
    );
    // Dimensions of a vector: 256 thin columns.
    let map = Heatmap::new(
        words(9, "a"),
        (0..256).map(|i| i.to_string()).collect(),
        vec![0.0; 2304],
        Scale::weights(),
    );
    let layout = Layout::new(&map.unwrap(), Room::on_screen(358.0));
    assert!(
        !layout.col_labels_turned && layout.cell_width >= 5.0 && layout.col_labels[1].is_none()
    );
}

#[test]
fn on_a_projector_a_heat_map_is_no_higher_than_there_is_room() {
    let map = |rows: usize| {
        let names = |n: usize, what: &str| words(n, what);
        Heatmap::new(
            names(rows, "row"),
            names(8, "c"),
            vec![0.0; rows * 8],
            Scale::weights(),
        )
        .unwrap()
    };
    let room = Room {
        height: 300.0,
        ..Room::on_screen(700.0)
    };
    let free = Layout::new(&map(12), Room::on_screen(700.0));
    let capped = Layout::new(&map(12), room);
    assert!(free.cells_height() > 300.0 && capped.cells_height() <= 300.0);
    assert_eq!(free.cell_width, capped.cell_width);
    // Rows stay high enough for their words, and a small one is not blown up.
    assert!(Layout::new(&map(40), room).cell_height >= 13.0);
    assert_eq!(
        Layout::new(&map(3), room).cell_height,
        Layout::new(&map(3), Room::on_screen(700.0)).cell_height
    );
}

#[test]
fn an_empty_matrix_is_drawn_without_harm() {
    let map = Heatmap::new(vec![], vec![], vec![], Scale::weights()).unwrap();
    assert!(map.to_svg(0.0, Theme::Light).ends_with("</svg>\n"));
    assert_eq!(
        Layout::new(&map, Room::on_screen(0.0)).cell_at(0.0, 0.0),
        None
    );
    assert_eq!(Cursor::new(Cell::default(), 0, 3), None);
    assert_eq!(map.to_csv(), "\r\n");
}

#[test]
fn the_cursor_follows_the_grid_pattern() {
    let at = |row, col| Cursor::new(Cell { row, col }, 12, 4).unwrap();
    let go = |row, col, key: &str, ctrl| {
        let Cell { row, col } = at(row, col).move_by(Key::parse(key, ctrl).unwrap()).cell;
        (row, col)
    };
    assert_eq!(go(3, 1, "ArrowLeft", false), (3, 0));
    assert_eq!(go(3, 0, "ArrowLeft", false), (3, 0));
    assert_eq!(go(3, 3, "ArrowRight", false), (3, 3));
    assert_eq!(go(0, 2, "ArrowUp", false), (0, 2));
    assert_eq!(go(11, 2, "ArrowDown", false), (11, 2));
    assert_eq!(go(3, 2, "Home", false), (3, 0));
    assert_eq!(go(3, 2, "End", false), (3, 3));
    assert_eq!(go(3, 2, "Home", true), (0, 0));
    assert_eq!(go(3, 2, "End", true), (11, 3));
    assert_eq!(go(3, 2, "PageUp", false), (0, 2));
    assert_eq!(go(3, 2, "PageDown", false), (8, 2));
    assert_eq!(at(99, 99).cell, Cell { row: 11, col: 3 });
    assert_eq!(Key::parse("a", false), None);
    assert_eq!(Key::parse("ArrowLeft", true), None, "left to the browser");
}

#[test]
fn numbers_are_safe_to_read() {
    for (value, text) in [
        (0.8123f32, "0.8123"),
        (0.08123, "0.08123"),
        (9.99996, "10.00"),
        (99_999.9, "1.000×10⁵"),
        (-12.345_678, "−12.35"),
        (0.000_012_3, "1.230×10⁻⁵"),
        (-0.0, "0"),
        (f32::NAN, "NaN"),
        (f32::INFINITY, "∞"),
        (f32::NEG_INFINITY, "−∞"),
        (f32::MIN_POSITIVE, "1.175×10⁻³⁸"),
    ] {
        assert_eq!(format_value(value), text);
    }
    assert_eq!(format_short(-0.0), "0");
    assert_eq!(format_short(0.001), "0.00");
    assert_eq!(format_short(-123.4), "−123");
    assert_eq!(format_percent(0.000_001), "<0.01\u{202f}%");
    assert_eq!(format_percent(1.0), "100.0\u{202f}%");
}

#[test]
fn colours_are_even_monotone_and_legible() {
    let weights = Scale::weights();
    let signed = Scale::Diverging { limit: 2.0 };
    for theme in THEMES {
        let lab = |c: Rgb| c.oklab();
        let apart = |a: Rgb, b: Rgb| {
            let (a, b) = (lab(a), lab(b));
            (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
        };
        let ramp: Vec<_> = (0..=16)
            .map(|i| weights.colour(i as f32 / 16.0, theme))
            .collect();
        let steps: Vec<_> = ramp.windows(2).map(|w| apart(w[0], w[1])).collect();
        let mean = steps.iter().sum::<f64>() / 16.0;
        assert!(
            steps.iter().all(|s| (s / mean - 1.0).abs() < 0.2),
            "even: {steps:?}"
        );
        let sign = if theme == Theme::Light { -1.0 } else { 1.0 };
        assert!(
            ramp.windows(2)
                .all(|w| sign * (lab(w[1])[0] - lab(w[0])[0]) > 0.02),
            "lightness alone tells"
        );
        for i in 0..=200 {
            let t = i as f32 / 200.0;
            for c in [
                weights.colour(t, theme),
                signed.colour(4.0 * t - 2.0, theme),
                Scale::missing(theme),
            ] {
                assert!(c.contrast(c.text()) >= 4.5, "{c}");
            }
        }
        // Same size, other sign: other colour; zero between them and nearer to the paper than either.
        let (neg, zero, pos) = (
            signed.colour(-2.0, theme),
            signed.colour(0.0, theme),
            signed.colour(2.0, theme),
        );
        assert!(apart(neg, pos) > 0.2 && apart(neg, zero) > 0.2 && apart(pos, zero) > 0.2);
        assert!(
            lab(neg)[2] < -0.05 && lab(pos)[2] > 0.05,
            "blue against orange"
        );
        assert_eq!(weights.colour(f32::NAN, theme), Scale::missing(theme));
        assert_eq!(
            weights.colour(f32::INFINITY, theme),
            weights.colour(1.0, theme)
        );
        assert_eq!(signed.colour(f32::NEG_INFINITY, theme), neg);
    }
    assert_eq!(
        Scale::signed_for(&[1.0, -3.0, f32::NAN, f32::INFINITY]),
        Scale::Diverging { limit: 3.0 }
    );
    assert_eq!(Scale::signed_for(&[]), Scale::Diverging { limit: 1.0 });
    assert_eq!(
        Scale::Sequential { min: 1.0, max: 1.0 }.position(5.0),
        Some(0.0)
    );
}

#[test]
fn labels_are_cut_between_graphemes() {
    assert_eq!(ellipsis("▁ours", 9.0), "▁ours");
    let cut = ellipsis("anticonstitutionnellement", 5.0);
    assert!(cut.ends_with('…') && width_em(&cut) <= 5.0);
    assert_eq!(ellipsis("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 2.0), "👩‍👩‍👧…");
    assert_eq!(
        (spoken("▁bear"), spoken("▁"), spoken("s")),
        ("bear", "▁", "s")
    );
    assert!(is_special("</s>") && !is_special("<0xF0>") && !is_special("<") && !is_special("<>"));
}

#[test]
fn attention_is_taken_from_the_right_head_row_and_column() {
    // weights[h][i][j] = h·100 + i·10 + j tells where a number came from.
    let mut trace = Trace::default();
    let numbers = |rows: usize, cols: usize| {
        (0..2 * rows * cols).map(move |n| {
            (n / (rows * cols) * 100 + n % (rows * cols) / cols * 10 + n % cols) as f32
        })
    };
    let (src, tgt) = (words(4, "s"), words(3, "t"));
    for layer in 0..2 {
        let name = |kind: AttentionKind| kind.tensor(layer, "weights");
        trace.push(
            name(AttentionKind::Encoder),
            &[2, 4, 4],
            numbers(4, 4).collect(),
        );
        trace.push(
            name(AttentionKind::Masked),
            &[2, 3, 3],
            numbers(3, 3).collect(),
        );
        trace.push(
            name(AttentionKind::Cross),
            &[2, 3, 4],
            numbers(3, 4).collect(),
        );
    }
    let id = HeadId { layer: 1, head: 1 };
    let cross = attention::weights(&trace, AttentionKind::Cross, id, &tgt, &src).unwrap();
    assert_eq!(
        (cross.get(2, 3), cross.get(0, 1)),
        (Some(123.0), Some(101.0))
    );
    assert_eq!(
        (cross.rows.clone(), cross.cols.clone()),
        (tgt.clone(), src.clone())
    );
    assert!(
        attention::weights(&trace, AttentionKind::Cross, id, &src, &tgt).is_none(),
        "queries are the target"
    );
    let masked = attention::weights(&trace, AttentionKind::Masked, id, &tgt, &tgt).unwrap();
    assert!(masked.is_masked(0, 1) && !masked.is_masked(1, 1) && !masked.is_masked(2, 0));
    let grid = attention::heads(&trace, AttentionKind::Encoder, &src, &src);
    assert_eq!(grid.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(grid[0][1].get(3, 2), Some(132.0));
    assert!(attention::heads(&Trace::default(), AttentionKind::Encoder, &src, &src).is_empty());
}

#[test]
fn lines_join_the_right_tokens() {
    let map = sample();
    for width in [900.0, 200.0] {
        let layout = FlowLayout::new(&map.rows, &map.cols, width);
        let wanted = if width > 500.0 {
            Direction::Across
        } else {
            Direction::Down
        };
        assert_eq!(layout.direction, wanted);
        assert!(layout.size().0 <= width);
        let one = flow(&map, Some(2), 0.6, &layout);
        assert!(
            one.curves
                .iter()
                .all(|c| c.query == 2 && map.get(2, c.key) == Some(c.weight) && c.weight >= 0.6)
        );
        assert_eq!(one.curves.len() + one.left_out, 6);
        let drawn: f32 = one.curves.iter().map(|c| c.weight).sum();
        assert!((one.share - drawn / map.values[12..18].iter().sum::<f32>()).abs() < 1e-6);
        assert!(
            one.curves
                .windows(2)
                .all(|w| w[0].weight <= w[1].weight && w[0].width <= w[1].width)
        );
        let c = &one.curves[0];
        let path: Vec<f64> = c
            .path
            .split(|c: char| !(c.is_ascii_digit() || c == '.'))
            .filter_map(|n| n.parse().ok())
            .collect();
        let (from, to) = match layout.direction {
            Direction::Across => (path[0], path[6]),
            Direction::Down => (path[1], path[7]),
        };
        assert!((from - layout.keys[c.key].centre()).abs() < 0.01);
        assert!((to - layout.queries[2].centre()).abs() < 0.01);
        assert_eq!(flow(&map, None, 0.0, &layout).curves.len(), 24);
    }
    assert_eq!(ranked(&map, 0)[0].0, "</s>");
    let empty = Heatmap::new(vec![], vec![], vec![], Scale::weights()).unwrap();
    let nothing = flow(&empty, None, 0.0, &FlowLayout::new(&[], &[], 0.0));
    assert_eq!((nothing.curves.len(), nothing.share), (0, 0.0));
}

#[test]
fn a_strip_has_a_cell_for_every_number() {
    for (n, width) in [
        (256, 800.0),
        (256, 340.0),
        (512, 340.0),
        (64, 340.0),
        (7, 340.0),
        (0, 340.0),
        (131, 300.0),
    ] {
        let strip = StripLayout::new(n, width, 14.0, 8);
        assert!(
            !strip.crowded && strip.size().0 <= width + 0.01,
            "{n} {width}"
        );
        assert!(
            strip.per_line * strip.lines >= n && strip.cell_width >= 4.0,
            "{n} {width} {strip:?}"
        );
        for i in 0..n {
            let (x, y) = strip.position(i);
            assert_eq!(strip.index_at(x + 1.0, y + 1.0), Some(i));
        }
        assert_eq!(strip.index_at(-1.0, 0.0), None);
    }
    assert!(
        StripLayout::new(1000, 300.0, 14.0, 1).crowded,
        "fewer pixels than numbers is said"
    );
    let scale = Scale::Diverging { limit: 1.0 };
    let image = pixels(&[1.0, -1.0, 0.0], 2, &scale, Theme::Light);
    let c = scale.colour(-1.0, Theme::Light);
    assert_eq!(image.len(), 16);
    assert_eq!(image[4..8], [c.0, c.1, c.2, 255]);
    assert_eq!(image[12..], [0, 0, 0, 0]);
}

#[test]
fn bars_are_as_long_as_they_are_probable() {
    let bars: Vec<_> = [
        ("▁ours", 0.5f32, true),
        ("▁<b>", 0.25, false),
        ("▁chat", f32::NAN, false),
    ]
    .map(|(label, probability, chosen)| Bar {
        label: label.into(),
        probability,
        chosen,
    })
    .to_vec();
    let file = bars_svg("Next token", &bars, 600, Theme::Light).unwrap();
    assert!(
        !file.contains("<b>")
            && file.contains("50.0")
            && file.contains("25.0")
            && file.contains("NaN")
    );
    let widths: Vec<f64> = file
        .split("<rect")
        .skip(2)
        .map(|r| number(r.split("/>").next().unwrap(), "width"))
        .collect();
    assert!((widths[0] / widths[1] - 2.0).abs() < 0.02, "{widths:?}");
    assert_eq!(file.matches('▸').count(), 1);
    assert!(bars_svg("", &[], 0, Theme::Dark).is_ok());
}

#[test]
fn formulas_carry_the_real_numbers() {
    use teddy_reads::viz::formula::{
        NormNumbers, attention, dot, layer_norm, positional, score, softmax, weighted_sum,
    };
    assert_eq!(attention(false).text(), "softmax(QK^T/√(d_k))V");
    assert_eq!(attention(true).text(), "softmax(QK^T/√(d_k) + M)V");
    assert!(score(-12.3, 32).text().ends_with("= −12.30/5.657 = −2.174"));
    assert_eq!(
        dot(&[1.0, -2.0, 0.5, 4.0], &[3.0, 1.0, 2.0, 0.25]).text(),
        "q·k = 1.000·3.000 + (−2.000)·1.000 + 0.5000·2.000 + ⋯ = 3.000"
    );
    // e¹ / (e¹ + e² + e³) = 0.0900, and the shift by the maximum keeps huge scores finite.
    assert!(softmax(&[1.0, 2.0, 3.0], 0).text().ends_with("= 0.09003"));
    assert!(softmax(&[1000.0, 1000.0], 1).text().ends_with("= 0.5000"));
    assert!(
        softmax(&[0.0, f32::NEG_INFINITY], 1)
            .text()
            .ends_with("= 0")
    );
    let labels = ["▁a", "▁bear", "s"].map(String::from);
    assert_eq!(
        weighted_sum(&[0.2, 0.8, 0.0], &labels).text(),
        "∑_jw_jv_j = 0.8000v_bear + 0.2000v_a"
    );
    let norm = NormNumbers::of(&[1.0, 2.0, 3.0], 2, 1e-5, 2.0, 0.5).unwrap();
    assert!((norm.result() - (2.0 * 1.0 / (2.0f32 / 3.0 + 1e-5).sqrt() + 0.5)).abs() < 1e-6);
    assert!(layer_norm(Some(norm)).text().ends_with("= 2.949"));
    // PE(3, 4) with d = 8: sin(3 / 10000^(4/8)) = sin 0.03.
    assert!(
        positional(3, 4, 8)
            .text()
            .ends_with("= sin(3/10000^(4/8)) = 0.03000")
    );
    assert!(positional(3, 5, 8).text().ends_with("= 0.9996"));
}

#[test]
fn chips_know_their_space_marks() {
    use teddy_reads::viz::tokens::TokenChip;
    assert_eq!(TokenChip::of(7, "▁bear").parts(), (true, "bear"));
    assert_eq!(TokenChip::of(7, "s").parts(), (false, "s"));
    assert_eq!(TokenChip::of(7, "▁").parts(), (true, ""));
    assert!(TokenChip::of(1, "<s>").is_special());
    assert_eq!(
        TokenChip::of(1, "a").with_weight(f32::NAN).fill(),
        Some(0.0)
    );
}
