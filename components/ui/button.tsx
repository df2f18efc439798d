import clsx from "clsx"
import { type ComponentProps, useId } from "react"
import { type Face, face } from "@/components/ui/button-face"

type ButtonProps = ComponentProps<"button"> &
  Face & {
    pending?: boolean
    /** Why it cannot be used now, read by a screen reader and shown when it is pressed. */
    disabledReason?: string | null
  }

/** Calls no hook as long as it can be used, so that a list may call it for each row. */
export function Button({ disabledReason, ...props }: ButtonProps) {
  if (disabledReason) return <Disabled reason={disabledReason} {...props} />
  const { look, size, wide, pending, className, children, ...button } = props
  return (
    <button
      type="button"
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      className={clsx(face({ look, size, wide }), className)}
      {...button}
    >
      {children}
    </button>
  )
}

/** Stays reachable by keyboard, because nobody could learn the reason otherwise. */
function Disabled({ reason, ...props }: ButtonProps & { reason: string }) {
  const id = useId()
  const { look, size, wide, className, children, "aria-label": label } = props
  return (
    <>
      <button
        type="button"
        aria-disabled
        aria-label={label}
        aria-describedby={id}
        title={reason}
        popoverTarget={id}
        className={clsx(face({ look, size, wide }), "cursor-not-allowed opacity-60", className)}
      >
        {children}
      </button>
      <span
        id={id}
        popover="auto"
        className="hang-end w-max min-w-56 max-w-72 rounded-md bg-foreground px-3 py-2 text-background text-sm shadow-popup"
      >
        {reason}
      </span>
    </>
  )
}
