export { NoOrganization as default } from "@/app/words"
