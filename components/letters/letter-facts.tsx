import { Time } from "@/components/ui/time"

/** An e-mail address or a phone number, which may stand in a text that runs the other way. */
export function LetterContact({ of }: { of: string }) {
  return <bdi dir="ltr">{of}</bdi>
}

/** The deadline of an answer, which without JavaScript is in UTC and says so. */
export function Deadline({ at }: { at: Date }) {
  return (
    <>
      <Time value={at} />{" "}
      <span className="block text-secondary text-sm">
        <Time value={at} absolute />
        <noscript> UTC</noscript>
      </span>
    </>
  )
}
