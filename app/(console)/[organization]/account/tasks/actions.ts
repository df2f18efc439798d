"use server"

import { approveRequest, rejectRequest } from "@/lib/organizations/joining"
import { action } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

export const approveRequestAction = withRefresh(action("handshake", approveRequest))
export const rejectRequestAction = withRefresh(action("reject", rejectRequest))
