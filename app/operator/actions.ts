"use server"

import { approveCertification, rejectCertification } from "@/lib/organizations/certification"
import { action } from "@/lib/web/action"
import { refreshing } from "@/lib/web/refresh"

export const approveAction = refreshing(action("approve", approveCertification))
export const rejectAction = refreshing(action("reject", rejectCertification))
