/**
 * Where a spreadsheet finds a formula: at the beginning of a cell, and behind whatever separates cells where it is
 * opened. Full-width signs count too; a phone number is none.
 */
const FORMULA = /(^|[;\t\r\n])([ \u00a0\u3000"']*)(?!\+\d{7,15}(?:$|[;\t\r\n]))(?=[=+\-@＝＋－＠])/g

/** The text of a cell, with an apostrophe before what a spreadsheet would take for a formula. */
export function withoutFormulas(cell: string): string {
  return cell.replace(FORMULA, "$1'$2")
}
