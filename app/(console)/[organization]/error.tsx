"use client"

import { ErrorState } from "@/components/ui/table-states"

/** Replaces any page of the console that failed; what was thrown stays in the logs. */
export default function PageFailed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return <ErrorState page retry={retry} reference={error.digest} />
}
