export { default } from "@/app/(console)/[organization]/iam/access-keys/loading"
