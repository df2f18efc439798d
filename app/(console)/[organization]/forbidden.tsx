export { ForbiddenPage as default } from "@/components/shell/shell"
