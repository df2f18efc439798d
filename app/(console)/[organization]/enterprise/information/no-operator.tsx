import { getTranslations } from "next-intl/server"
import { Callout } from "@/components/ui/callout"

/** A platform that has just been set up has nobody yet who could answer. */
export async function NoOperator() {
  const t = await getTranslations("information.noOperator")
  return (
    <Callout tone="warning" title={t("title")}>
      {t.rich("next", { command: (words) => <code className="break-words">{words}</code> })}
    </Callout>
  )
}
