// Shared with lists of the same look that the server draws.
export const menuBox = "min-w-44 rounded-lg border bg-raised p-1 text-sm shadow-popup"
export const menuItem =
  "flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-start hover:bg-muted pointer-coarse:min-h-10 -outline-offset-2 [&_svg]:size-4"
