"use server"

import { createAccessKey, deleteAccessKey, setAccessKey } from "@/lib/access-keys/access-keys"
import { action } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refresh"

export const createAccessKeyAction = refreshing(action("createAccessKey", createAccessKey))
export const setAccessKeyAction = refreshing(action("setAccessKey", setAccessKey))
export const deleteAccessKeyAction = refreshing(action("accessKey", deleteAccessKey))
