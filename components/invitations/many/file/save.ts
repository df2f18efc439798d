/** Excel reads a file without it in another alphabet. */
const BYTE_ORDER_MARK = "\uFEFF"

/** Lets the browser save rows as a CSV file. */
export function save(name: string, rows: readonly (readonly string[])[]) {
  const text = BYTE_ORDER_MARK + rows.map((row) => `${row.join(",")}\r\n`).join("")
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }))
  const link = Object.assign(document.createElement("a"), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}
