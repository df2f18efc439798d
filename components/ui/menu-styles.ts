import "@/components/ui/console.css"

// Shared with lists of the same look that the server draws.
export const menuBox = "min-w-44 rounded-lg border bg-raised p-1 text-sm shadow-popup"
export const menuItem = "item"
