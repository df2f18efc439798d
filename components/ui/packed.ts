type Value<R> = R[keyof R] | number

/**
 * Rows without what would weigh more than their values: the names of the fields, and what is alike in all of them. A
 * date is a number.
 */
export interface Packed<R> {
  alike: Partial<R>
  names: (keyof R)[]
  dates: (keyof R)[]
  values: Value<R>[][]
}

/** For rows that travel to the browser; all have the same fields. */
export function pack<R extends object>(rows: readonly R[]): Packed<R> {
  const [first] = rows
  const fields = Object.keys(first ?? {}) as (keyof R)[]
  const names = fields.filter((name) => rows.some((row) => row[name] !== first?.[name]))
  const alike = Object.fromEntries(fields.flatMap((name) => (names.includes(name) ? [] : [[name, first?.[name]]])))
  return {
    alike: alike as Partial<R>,
    names,
    dates: names.filter((name) => rows.some((row) => row[name] instanceof Date)),
    values: rows.map((row) => names.map((name) => withoutDate(row[name]))),
  }
}

function withoutDate<T>(value: T): T | number {
  return value instanceof Date ? value.getTime() : value
}

export function unpack<R extends object>({ alike, names, dates, values }: Packed<R>): R[] {
  const isDate = names.map((name) => dates.includes(name))
  const read = (value: Value<R>, at: number) => (isDate[at] && value !== null ? new Date(value as number) : value)
  return values.map(
    (row) => ({ ...alike, ...Object.fromEntries(names.map((name, at) => [name, read(row[at] as Value<R>, at)])) }) as R,
  )
}
