//! Problems as a terminal shows them: place, source line, caret, sentence, hints.
