import { cookies } from "next/headers"
import { columnsCookie, type HideableList, hideable } from "@/lib/shared/rows/filters"

/** Which columns of a list this browser hides. */
export async function hiddenColumns(list: HideableList): Promise<string[]> {
  const told = (await cookies()).get(columnsCookie(list))?.value.split(".") ?? []
  return hideable[list].filter((column) => told.includes(column))
}
