/** What programs call the features of an organization. */
export function featureSet(allFeatures: boolean) {
  return allFeatures ? "ALL" : "CONSOLIDATED_BILLING"
}

/** The name of something for programs; it begins with the management account. */
export function arn(managementNumber: string, rest: string): string {
  return `arn:aws:organizations::${managementNumber}:${rest}`
}

/** Moments are numbers of seconds, fractions allowed. */
export function seconds(at: Date): number {
  return at.getTime() / 1000
}
