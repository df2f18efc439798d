import clsx from "clsx"
import type { Route } from "next"
import Link from "next/link"
import { type ComponentProps, useId } from "react"
import { Spinner } from "./spinner"

const looks = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border-field/60 bg-surface text-foreground hover:bg-muted",
  quiet: "border-transparent text-secondary hover:bg-muted hover:text-foreground",
  danger: "border-transparent bg-danger-solid text-on-accent hover:bg-danger-hover",
}

const sizes = {
  small: "h-7 px-2 text-sm",
  medium: "h-8 px-3 text-sm",
  large: "h-10 px-4 text-base",
}

interface Style {
  look?: keyof typeof looks
  size?: keyof typeof sizes
  /** As wide as its container. */
  wide?: boolean
}

type ButtonProps = ComponentProps<"button"> &
  Style & {
    pending?: boolean
    /** Why it cannot be used now: said by a screen reader, and shown when it is pressed. */
    disabledReason?: string | null
  }

export function Button({ disabledReason, ...props }: ButtonProps) {
  return disabledReason ? <Disabled reason={disabledReason} {...props} /> : <Live {...props} />
}

type LinkButtonProps = Omit<ComponentProps<"a">, "href"> & Style & { href: Route }

export function LinkButton({ look, size, wide, className, ...props }: LinkButtonProps) {
  return <Link className={clsx(face({ look, size, wide }), className)} {...props} />
}

function Live({ look, size, wide, pending, className, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      className={clsx(face({ look, size, wide }), className)}
      {...props}
    >
      {pending && <Spinner />}
      {children}
    </button>
  )
}

/** Stays reachable by keyboard, for else nobody could learn the reason. */
function Disabled({ reason, ...props }: ButtonProps & { reason: string }) {
  const id = useId()
  const { look, size, wide, className, children } = props
  return (
    <>
      <button
        type="button"
        aria-disabled
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
        className="hang-end max-w-72 rounded-md bg-foreground px-3 py-2 text-background text-sm shadow-popup"
      >
        {reason}
      </span>
    </>
  )
}

function face({ look = "secondary", size = "medium", wide }: Style) {
  return clsx(
    "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium",
    "transition-colors duration-150 aria-busy:cursor-progress pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0",
    looks[look],
    sizes[size],
    wide && "w-full",
  )
}
