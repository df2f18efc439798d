// Next would put a screen of its own into every page; nothing here asks for it.
export { default } from "@/app/forbidden"
