import clsx from "clsx"

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

export interface Face {
  look?: keyof typeof looks
  size?: keyof typeof sizes
  /** As wide as its container. */
  wide?: boolean
}

/** What a button looks like, whether it is a button or a link. */
export function face({ look = "secondary", size = "medium", wide }: Face) {
  return clsx(
    "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium",
    "transition-colors duration-150 aria-busy:cursor-progress pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0",
    looks[look],
    sizes[size],
    wide && "w-full",
  )
}
