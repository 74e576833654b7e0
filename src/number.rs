//! Numbers become text here and nowhere else: rounding, locale, units, minus sign.
