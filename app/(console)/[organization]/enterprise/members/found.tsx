import { getTranslations } from "next-intl/server"

/** Tells a screen reader what a search has brought. */
export async function Found({ count, more }: { count: number; more: boolean }) {
  const t = await getTranslations("members")
  return (
    <p role="status" className="sr-only">
      {t(more ? "foundMore" : "found", { count })}
    </p>
  )
}
