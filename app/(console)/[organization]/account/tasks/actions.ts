"use server"

import { approveRequest, rejectRequest } from "@/lib/organizations/joining"
import { action } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refresh"

export const approveRequestAction = refreshing(action("handshake", approveRequest))
export const rejectRequestAction = refreshing(action("reject", rejectRequest))
