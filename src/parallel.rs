//! Work shared between the machine's processors. The results stand in the order of the work, so that how many
//! processors there are changes how long it takes and nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};

/// More threads than this would wait for memory rather than compute.
const MOST_THREADS: usize = 8;

/// A disk writes what so many wait for in few goes.
const WAITING_THREADS: usize = 16;

/// `work` done to each of `items`, in their order.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(threads(), items, work)
}

/// How many threads work at a time.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS)
}

/// The same for work that waits for a disk rather than computes: more of it can wait at once than there are processors.
pub fn map_waiting<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_on(WAITING_THREADS, items, work)
}

fn map_on<T: Sync, R: Send>(threads: usize, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if threads < 2 || items.len() < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match items.get(at) {
                Some(item) => done.push((at, work(item))),
                None => return done,
            }
        }
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(items.len())).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(part) => done.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_work_on_any_number_of_threads() {
        let items: Vec<u32> = (0..500).collect();
        let squares: Vec<u32> = items.iter().map(|n| n * n).collect();
        for threads in [0, 1, 2, 8, 1000] {
            assert_eq!(map_on(threads, &items, |n| n * n), squares);
        }
        assert_eq!(map(&[] as &[u32], |n| *n), Vec::<u32>::new());
    }
}
