import clsx from "clsx"

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx("block h-4 max-w-full animate-pulse rounded bg-border", className)} />
}
