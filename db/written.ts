import { SQL } from "drizzle-orm"

/** A statement whose text is written already, with the values of its placeholders in order. */
export class Written extends SQL {
  constructor(
    readonly text: string,
    readonly values: unknown[],
  ) {
    super([])
  }

  override toQuery() {
    return { sql: this.text, params: this.values }
  }
}
