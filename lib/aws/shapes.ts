/** The name of an organization's features in the API. */
export function featureSet(allFeatures: boolean) {
  return allFeatures ? "ALL" : "CONSOLIDATED_BILLING"
}

/** The API's name of a resource, which begins with the management account. */
export function arn(managementNumber: string, rest: string): string {
  return `arn:aws:organizations::${managementNumber}:${rest}`
}

/** A moment in the API: a number of seconds with fractions. */
export function seconds(at: Date): number {
  return at.getTime() / 1000
}
