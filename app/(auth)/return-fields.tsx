import type { RedirectTarget } from "@/app/(auth)/return-to"

/** Carries the target through a form. */
export function ReturnFields({ next, to }: RedirectTarget) {
  return (
    <>
      <input type="hidden" name="next" value={next} />
      {to && <input type="hidden" name="to" value={to} />}
    </>
  )
}
