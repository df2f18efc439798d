"use client"

export { default } from "@/app/(console)/[organization]/error"
