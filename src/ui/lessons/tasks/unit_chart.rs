//! Curves of shares, all between 0 and 1, over one quantity.

use crate::viz::line_chart::{Axis, LineChart, Series};

/// A curve a name; `points` have its x and a value a curve. `is_dashed` says which curves are.
pub fn unit_chart<const N: usize>(
    title: &str,
    x: Axis,
    names: [&str; N],
    points: &[(f64, [f64; N])],
    is_dashed: fn(usize) -> bool,
) -> LineChart {
    let series = |(i, name): (usize, &str)| Series {
        name: name.to_owned(),
        points: points.iter().map(|(x, values)| (*x, values[i])).collect(),
        dashed: is_dashed(i),
    };
    LineChart {
        title: title.to_owned(),
        x,
        y: Axis {
            include: vec![0.0, 1.0],
            ..Axis::default()
        },
        series: names.into_iter().enumerate().map(series).collect(),
        marks: vec![],
    }
}
