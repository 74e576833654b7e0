//! Tables that texts ask for: metrics by waves, brands or groups, each figure with its interval and its base.

use super::{Asked, Refusal};
use crate::commentary::{BlockFigure, BlockKey, By};
use crate::metrics::{Estimate, FigureKey, GroupIx, Statistic, StatisticInfo, Unit};
use crate::number::default_decimals;
use crate::pages::table::{Entry, Table, TableBuilder};
use crate::wave::Wave;

/// What a row, or a column, narrows figures to.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Wave(Wave),
    Brand(usize),
    Group(GroupIx),
    Figure(BlockFigure),
}

/// The table of a block.
pub fn table(asked: &Asked<'_>) -> Result<Table, Refusal> {
    let (context, block) = (asked.context, asked.block);
    let by = block.by.unwrap_or(By::Wave);
    let rows = rows(asked, by)?;
    let columns = columns(asked, by);
    let caption = block.headline.clone().unwrap_or_else(|| caption(asked, by));
    let row_title = match by {
        By::Wave => context.show.word("column.wave"),
        By::Brand => context.show.word("column.brand"),
        By::Dimension(dimension) => context.figures.dimensions[dimension].title.clone(),
    };
    let mut table = TableBuilder::new(context.show, asked.id, caption).column(row_title, false);
    table = match columns.as_slice() {
        [(_, title)] => table.estimate_columns(title.clone()),
        several => several.iter().fold(table, |table, (_, title)| table.column(title.clone(), true)),
    };
    for row in rows {
        let figures: Vec<(StatisticInfo, Option<&Estimate>)> =
            columns.iter().map(|(cuts, _)| figure(asked, cuts.iter().copied().chain([row]))).collect();
        if figures.iter().all(|(_, estimate)| estimate.is_none()) {
            continue;
        }
        let mut entries = vec![Entry::text(name(asked, row))];
        for (statistic, estimate) in &figures {
            let estimate = estimate.unwrap_or(&Estimate::NoData);
            match columns.len() {
                1 => entries.extend(table.estimate(statistic, estimate)),
                _ => entries.push(table.compact(statistic, estimate)),
            }
        }
        let ours = match row {
            Cut::Brand(brand) => brand == 0,
            Cut::Wave(wave) => wave == context.wave(),
            Cut::Group(_) | Cut::Figure(_) => false,
        };
        table.row(ours, entries);
    }
    table.finish().ok_or_else(|| {
        Refusal::new(BlockKey::Metric, "there are no such figures", "choose other waves, brands or another `by`")
    })
}

fn rows(asked: &Asked<'_>, by: By) -> Result<Vec<Cut>, Refusal> {
    let (context, block) = (asked.context, asked.block);
    let branded = block.metrics.iter().any(|figure| context.info(figure.metric).branded);
    if !block.brands.is_empty() && (!branded || block.metrics.iter().any(|figure| figure.group.is_some())) {
        let message = if branded { "groups are those of our own brand" } else { "these metrics have no brands" };
        return Err(Refusal::new(BlockKey::Brands, message, "leave `brands` out"));
    }
    let own = |of: fn(&BlockFigure) -> bool| block.metrics.iter().any(of);
    let twice = match by {
        By::Wave => own(|figure| figure.wave.is_some()),
        By::Brand => own(|figure| figure.brand.is_some()),
        By::Dimension(_) => own(|figure| figure.brand.is_some()),
    };
    if twice {
        let message = "the rows of this table are what a filter of `metric` names already";
        return Err(Refusal::new(BlockKey::Metric, message, "leave the filter out, or choose another `by`"));
    }
    Ok(match by {
        By::Wave => {
            let mut waves = block.waves.clone();
            if waves.is_empty() {
                let first = block.metrics.iter().filter_map(|figure| context.waves_of(figure.metric).first()).min();
                waves = context.figures.waves.iter().copied().filter(|wave| Some(wave) >= first).collect();
            }
            // The newest is what readers look for.
            waves.into_iter().rev().map(Cut::Wave).collect()
        }
        By::Brand => match block.brands.as_slice() {
            [] if !branded => {
                return Err(Refusal::new(BlockKey::By, "these metrics have no brands", "choose another `by`"));
            }
            [] => (0..context.figures.brands.len()).map(Cut::Brand).collect(),
            brands => brands.iter().copied().map(Cut::Brand).collect(),
        },
        By::Dimension(dimension) => {
            if block.metrics.iter().any(|figure| figure.group.is_some()) || !block.brands.is_empty() {
                let message = "figures are cut by one dimension at a time";
                return Err(Refusal::new(BlockKey::By, message, "leave out the filters of `metric`, or `by`"));
            }
            let values = context.figures.dimensions[dimension].values.len();
            (0..values).map(|value| Cut::Group(GroupIx { dimension, value })).collect()
        }
    })
}

/// The columns with their titles: each metric, of each brand and wave that the rows are not.
fn columns(asked: &Asked<'_>, by: By) -> Vec<(Vec<Cut>, String)> {
    let block = asked.block;
    let some = |cuts: Vec<Cut>| if cuts.is_empty() { vec![None] } else { cuts.into_iter().map(Some).collect() };
    let brands = match by {
        By::Brand => Vec::new(),
        By::Wave | By::Dimension(_) => block.brands.iter().copied().map(Cut::Brand).collect(),
    };
    let waves = match by {
        By::Wave => Vec::new(),
        By::Brand | By::Dimension(_) => block.waves.iter().copied().map(Cut::Wave).collect(),
    };
    let (mut brands, waves) = (some(brands), some(waves));
    let names_others = block.metrics.iter().any(|figure| figure.brand.is_some());
    if names_others && brands == [None] {
        brands = vec![Some(Cut::Brand(0))];
    }
    let mut columns = Vec::new();
    for metric in &block.metrics {
        // Where a metric names a brand or a wave itself, that is meant.
        let brands = metric.brand.map_or_else(|| brands.clone(), |brand| vec![Some(Cut::Brand(brand))]);
        let waves = metric.wave.map_or_else(|| waves.clone(), |wave| vec![Some(Cut::Wave(wave))]);
        for brand in &brands {
            for wave in &waves {
                let cuts: Vec<Cut> = [Some(Cut::Figure(*metric)), *brand, *wave].into_iter().flatten().collect();
                columns.push(cuts);
            }
        }
    }
    let brands_differ = brands.len() > 1 || names_others;
    let of_one = is_of_one_metric(asked);
    let title = |cuts: &[Cut]| {
        let differs = |cut: &Cut| match cut {
            Cut::Figure(_) => block.metrics.len() > 1 || cuts.len() == 1,
            Cut::Brand(_) => brands_differ || cuts.len() == 2,
            Cut::Wave(_) => true,
            Cut::Group(_) => false,
        };
        let name = |cut: &Cut| match cut {
            Cut::Figure(figure) if of_one => statistic(asked, *figure).name,
            cut => name(asked, *cut),
        };
        let parts: Vec<String> = cuts.iter().filter(|cut| differs(cut)).map(name).collect();
        parts.join(" · ")
    };
    columns.into_iter().map(|cuts| (cuts.clone(), title(&cuts))).collect()
}

/// Whether all columns are named figures of one metric and of the same people, so that its name is said once, above.
fn is_of_one_metric(asked: &Asked<'_>) -> bool {
    let all = asked.block.metrics.as_slice();
    all.len() > 1
        && all.windows(2).all(|pair| (pair[0].metric, pair[0].group) == (pair[1].metric, pair[1].group))
        && all.windows(2).any(|pair| pair[0].statistic != pair[1].statistic)
        && all.iter().all(|figure| !statistic(asked, *figure).name.is_empty())
}

fn name(asked: &Asked<'_>, cut: Cut) -> String {
    let context = asked.context;
    match cut {
        Cut::Wave(wave) => context.show.wave(wave),
        Cut::Brand(brand) => context.figures.brands[brand].clone(),
        Cut::Group(group) => context.group_name(group),
        Cut::Figure(figure) => {
            let info = context.info(figure.metric);
            let statistic = statistic(asked, figure);
            let is_headline = context.headline(figure.metric).statistic == figure.statistic;
            let title = match is_headline || statistic.name.is_empty() {
                true => crate::pages::say::name(context, figure.metric),
                false => {
                    let values = [("metric", info.title.as_str()), ("statistic", statistic.name.as_str())];
                    context.show.fill("metric.statistic", &values)
                }
            };
            match figure.group {
                Some(group) => {
                    let values = [("metric", title.as_str()), ("group", &context.group_name(group))];
                    context.show.fill("headline.in_group", &values)
                }
                None => title,
            }
        }
    }
}

/// The figure that a row and a column have in common, with how it is printed.
fn figure<'a>(asked: &Asked<'a>, cuts: impl Iterator<Item = Cut>) -> (StatisticInfo, Option<&'a Estimate>) {
    let context = asked.context;
    let (mut brand, mut group, mut wave, mut shown) = (None, None, context.wave(), None);
    for cut in cuts {
        match cut {
            Cut::Wave(cut) => wave = cut,
            Cut::Brand(cut) => brand = Some(cut),
            Cut::Group(cut) => group = Some(cut),
            Cut::Figure(cut) => {
                shown = Some(cut);
                group = group.or(cut.group);
            }
        }
    }
    let figure = shown.unwrap_or(asked.block.metrics[0]);
    let info = context.info(figure.metric);
    let key = FigureKey {
        metric: figure.metric,
        // A metric without brands has its one figure in our row.
        brand: info.branded.then(|| brand.unwrap_or(0)),
        group,
        wave,
        statistic: figure.statistic,
    };
    let is_of_nobody = !info.branded && brand.is_some_and(|brand| brand != 0);
    let found = context.figures.by_key.get(&key).filter(|_| !is_of_nobody);
    (statistic(asked, figure), found.map(|figure| &figure.estimate))
}

fn statistic(asked: &Asked<'_>, figure: BlockFigure) -> StatisticInfo {
    let known = asked.context.statistic(figure.metric, figure.statistic).cloned();
    known.unwrap_or_else(|| {
        let info = asked.context.info(figure.metric);
        let label = match figure.statistic {
            Statistic::Share(value) => info.answers.iter().find(|(code, _)| *code == value).map(|(_, l)| l.clone()),
            _ => None,
        };
        StatisticInfo {
            statistic: figure.statistic,
            unit: Unit::Share,
            name: label.unwrap_or_default(),
            decimals: default_decimals(Unit::Share),
        }
    })
}

/// "Recommendation by quarter"
fn caption(asked: &Asked<'_>, by: By) -> String {
    let show = asked.context.show;
    let metrics: Vec<String> = match asked.block.metrics.as_slice() {
        [first, ..] if is_of_one_metric(asked) => {
            let title = asked.context.info(first.metric).title.clone();
            let in_group = |group| {
                show.fill("headline.in_group", &[("metric", &title), ("group", &asked.context.group_name(group))])
            };
            vec![first.group.map_or_else(|| title.clone(), in_group)]
        }
        all => all.iter().map(|figure| name(asked, Cut::Figure(*figure))).collect(),
    };
    let by_what = match by {
        By::Wave => show.wave_kind(),
        By::Brand => show.word("column.brand").to_lowercase(),
        By::Dimension(dimension) => asked.context.figures.dimensions[dimension].title.to_lowercase(),
    };
    let caption = show.fill("table.block.caption", &[("metrics", &metrics.join(", ")), ("by", &by_what)]);
    match (by, asked.block.waves.as_slice()) {
        (By::Wave, _) => caption,
        (_, []) => format!("{caption}, {}", asked.context.wave_label()),
        (_, [wave]) => format!("{caption}, {}", show.wave(*wave)),
        _ => caption,
    }
}
