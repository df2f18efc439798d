"use server"

import { createAccessKey, deleteAccessKey, setAccessKey } from "@/lib/access-keys/access-keys"
import { action } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

export const createAccessKeyAction = withRefresh(action("createAccessKey", createAccessKey))
export const setAccessKeyAction = withRefresh(action("setAccessKey", setAccessKey))
export const deleteAccessKeyAction = withRefresh(action("accessKey", deleteAccessKey))
