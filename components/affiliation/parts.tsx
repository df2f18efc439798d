import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Button } from "@/components/ui/button"
import { useFocusAsDrawn } from "@/components/ui/focus"

/** The name of a step. It takes the focus when the step comes after another, so that it is heard. */
export function StepTitle({ title, lead, first }: { title: ReactNode; lead: ReactNode; first?: boolean }) {
  const heading = useFocusAsDrawn<HTMLHeadingElement>(!first)
  return (
    <header>
      <h2 ref={heading} tabIndex={-1} className="font-semibold text-lg outline-none">
        {title}
      </h2>
      <p className="text-secondary">{lead}</p>
    </header>
  )
}

/** To the step before; nothing has to be filled in for it. */
export function BackButton({ to }: { to: "code" | "notice" }) {
  const t = useTranslations("affiliation")
  return (
    <Button type="submit" look="quiet" size="large" name="to" value={to} formNoValidate>
      {t("back")}
    </Button>
  )
}
