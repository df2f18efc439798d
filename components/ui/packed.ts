/** Rows without the names of their fields, which in what a page carries weigh more than the values. */
export interface Packed<R> {
  names: (keyof R)[]
  values: R[keyof R][][]
}

/** For rows that travel to the browser; all have the same fields. */
export function pack<R extends object>(rows: readonly R[]): Packed<R> {
  const names = Object.keys(rows[0] ?? {}) as (keyof R)[]
  return { names, values: rows.map((row) => names.map((name) => row[name])) }
}

export function unpack<R extends object>({ names, values }: Packed<R>): R[] {
  return values.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])) as R)
}
