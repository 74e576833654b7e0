//! Finding the setting at which drawn people give the result that the story asks for.

/// The setting between `low` and `high` whose measured result is nearest to `target`.
/// `measure` must not fall as the setting rises.
pub fn nearest(mut low: i64, mut high: i64, target: i64, measure: impl Fn(i64) -> i64) -> i64 {
    let bottom = low;
    while low < high {
        let middle = low + (high - low).div_euclid(2);
        if measure(middle) < target {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let above = measure(low) - target;
    if low > bottom && target - measure(low - 1) < above.abs() { low - 1 } else { low }
}
