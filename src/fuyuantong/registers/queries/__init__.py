"""Every read of the room."""

from fuyuantong.registers.queries.figures import Figure, figures
from fuyuantong.registers.queries.funds import Fund, claim_for, fund_of, fund_page
from fuyuantong.registers.queries.intakes import intake_for
from fuyuantong.registers.queries.library import (
    book_of,
    kind_of,
    library,
    register_of,
    register_of_book,
    review,
    text_to_edit,
    version_of,
    versions,
)
from fuyuantong.registers.queries.rows import (
    Filters,
    RowPage,
    Shown,
    case_numbers_of,
    row_for,
    row_page,
    rows,
    rows_about,
    rows_of_case,
    shown,
)

__all__ = [
    "Figure",
    "Filters",
    "Fund",
    "RowPage",
    "Shown",
    "book_of",
    "case_numbers_of",
    "claim_for",
    "figures",
    "fund_of",
    "fund_page",
    "intake_for",
    "kind_of",
    "library",
    "register_of",
    "register_of_book",
    "review",
    "row_for",
    "row_page",
    "rows",
    "rows_about",
    "rows_of_case",
    "shown",
    "text_to_edit",
    "version_of",
    "versions",
]
