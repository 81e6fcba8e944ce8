"""Tools that know nothing of training: types, time, text, forms, paging, plots, csv, refusals."""
