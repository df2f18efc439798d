"use server"

import { approveCertification, rejectCertification } from "@/lib/organizations/certification"
import { action } from "@/lib/web/action"
import { withRefresh } from "@/lib/web/refresh"

export const approveAction = withRefresh(action("approve", approveCertification))
export const rejectAction = withRefresh(action("reject", rejectCertification))
