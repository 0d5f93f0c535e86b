//! Where the nodes of a beam's tree stand: columns are steps, the best path runs straight along the top.
//!
//! ```text
//!  <s> ─ Un ─ ours ─ lit ─ .    the translation that won
//!     └─ L' ─ ours ─ lit        kept for a while, then cut
//! ```
//!
//! Positions are in columns and rows; the drawing decides how large those are.

use crate::session::protocol::BeamNode;

/// A node that is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its place in the beam's list.
    pub node: usize,
    /// The step that made it; BOS stands in column 0.
    pub column: usize,
    /// From the top.
    pub row: usize,
    /// Its parent's place in [`BeamTree::placed`]; the root is its own.
    pub parent: usize,
}

/// The layout of a beam's tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BeamTree {
    /// Column by column, each from the top; parents before children.
    pub placed: Vec<Placed>,
    pub columns: usize,
    pub rows: usize,
}

/// Which way from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To its parent.
    Back,
    /// To its topmost child.
    On,
    Up,
    Down,
}

impl BeamTree {
    /// Places the nodes that were kept, and also those that were cut where `with_cut`. Within a column the best
    /// path comes first, then children in the order of their parents (so that lines cross seldom), the more
    /// probable sentence above.
    ///
    /// `nodes` as a translation has them: the root first, parents before children.
    pub fn new(nodes: &[BeamNode], with_cut: bool) -> Self {
        let columns = nodes.iter().map(|node| node.step + 1).max().unwrap_or(0);
        let mut by_column: Vec<Vec<usize>> = vec![Vec::new(); columns];
        for (i, node) in nodes.iter().enumerate() {
            if with_cut || node.kept || node.on_best_path || i == 0 {
                by_column[node.step].push(i);
            }
        }
        let mut tree = BeamTree {
            columns,
            ..BeamTree::default()
        };
        // Where each node went; a node whose parent is not drawn is left out too.
        let mut place_of: Vec<Option<usize>> = vec![None; nodes.len()];
        for (column, mut members) in by_column.into_iter().enumerate() {
            members.retain(|&i| i == 0 || place_of[nodes[i].parent].is_some());
            members.sort_by(|&a, &b| {
                let (a, b) = (&nodes[a], &nodes[b]);
                b.on_best_path
                    .cmp(&a.on_best_path)
                    .then(place_of[a.parent].cmp(&place_of[b.parent]))
                    .then(b.log_probability.total_cmp(&a.log_probability))
            });
            tree.rows = tree.rows.max(members.len());
            for (row, node) in members.into_iter().enumerate() {
                let here = tree.placed.len();
                let parent = place_of[nodes[node].parent].unwrap_or(here);
                place_of[node] = Some(here);
                tree.placed.push(Placed {
                    node,
                    column,
                    row,
                    parent,
                });
            }
        }
        tree
    }

    /// The place next to `place`; itself where there is none.
    pub fn neighbour(&self, place: usize, way: Way) -> usize {
        let Some(&here) = self.placed.get(place) else {
            return 0;
        };
        let found = match way {
            Way::Back => Some(here.parent),
            Way::On => (place + 1..self.placed.len()).find(|&p| self.placed[p].parent == place),
            Way::Up => self.at(here.column, here.row.checked_sub(1)),
            Way::Down => self.at(here.column, Some(here.row + 1)),
        };
        found.unwrap_or(place)
    }

    fn at(&self, column: usize, row: Option<usize>) -> Option<usize> {
        let row = row?;
        let is_there = |p: &Placed| p.column == column && p.row == row;
        self.placed.iter().position(is_there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(parent: usize, step: usize, log_probability: f32, kept: bool, best: bool) -> BeamNode {
        BeamNode {
            parent,
            step,
            id: 7,
            piece: "x".into(),
            probability: 0.5,
            log_probability,
            kept,
            on_best_path: best,
        }
    }

    /// A beam of two: the second of step 1 becomes the best at step 2.
    fn nodes() -> Vec<BeamNode> {
        vec![
            node(0, 0, 0.0, true, true),
            node(0, 1, -0.5, true, false),
            node(0, 1, -0.7, true, true),
            node(1, 2, -1.5, true, false),
            node(1, 2, -2.0, false, false),
            node(2, 2, -0.8, true, true),
            node(2, 2, -3.0, false, false),
        ]
    }

    #[test]
    fn the_best_path_runs_along_the_top() {
        let nodes = nodes();
        for with_cut in [false, true] {
            let tree = BeamTree::new(&nodes, with_cut);
            for placed in &tree.placed {
                let best = nodes[placed.node].on_best_path;
                assert_eq!(placed.row == 0, best, "{placed:?}");
            }
        }
    }

    #[test]
    fn cut_nodes_are_drawn_only_when_asked_for() {
        let tree = BeamTree::new(&nodes(), false);
        assert_eq!((tree.placed.len(), tree.columns, tree.rows), (5, 3, 2));
        let all = BeamTree::new(&nodes(), true);
        assert_eq!((all.placed.len(), all.columns, all.rows), (7, 3, 4));
        // Children of the upper parent stand above those of the lower.
        let column: Vec<usize> = all.placed[3..].iter().map(|p| p.node).collect();
        assert_eq!(column, [5, 6, 3, 4]);
    }

    #[test]
    fn parents_stand_one_column_before_and_earlier_in_the_list() {
        let tree = BeamTree::new(&nodes(), true);
        for (i, placed) in tree.placed.iter().enumerate().skip(1) {
            assert!(placed.parent < i);
            assert_eq!(tree.placed[placed.parent].column + 1, placed.column);
        }
        assert_eq!(tree.placed[0].parent, 0);
    }

    #[test]
    fn neighbours_lead_everywhere_and_never_out() {
        let tree = BeamTree::new(&nodes(), false);
        let on = tree.neighbour(0, Way::On);
        assert_eq!(tree.placed[on].node, 2);
        assert_eq!(tree.neighbour(on, Way::Back), 0);
        let down = tree.neighbour(on, Way::Down);
        assert_eq!(tree.placed[down].node, 1);
        assert_eq!(tree.neighbour(down, Way::Up), on);
        for place in 0..tree.placed.len() {
            for way in [Way::Back, Way::On, Way::Up, Way::Down] {
                assert!(tree.neighbour(place, way) < tree.placed.len());
            }
        }
        assert_eq!(tree.neighbour(99, Way::On), 0);
    }

    #[test]
    fn an_empty_beam_is_an_empty_tree() {
        let tree = BeamTree::new(&[], true);
        assert_eq!(tree, BeamTree::default());
        assert_eq!(tree.neighbour(0, Way::On), 0);
    }
}
