//! A callback's one value, to be awaited.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

struct State<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

/// The end to await.
pub struct Once<T>(Arc<Mutex<State<T>>>);

/// The function to hand out, and the future of what it will be called with.
pub fn once<T: Send + 'static>() -> (impl FnOnce(T) + Send + 'static, Once<T>) {
    let state = Arc::new(Mutex::new(State {
        value: None,
        waker: None,
    }));
    let filled = Arc::clone(&state);
    let fill = move |value| {
        let mut state = filled.lock().unwrap_or_else(PoisonError::into_inner);
        state.value = Some(value);
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    };
    (fill, Once(state))
}

impl<T> Future for Once<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context) -> Poll<T> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match state.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
