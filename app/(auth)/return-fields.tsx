import type { Journey } from "@/app/(auth)/return-to"

/** Carries a journey through a form. */
export function JourneyFields({ next, to }: Journey) {
  return (
    <>
      <input type="hidden" name="next" value={next} />
      {to && <input type="hidden" name="to" value={to} />}
    </>
  )
}
