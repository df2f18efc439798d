import type { KeyPermission, Role } from "@/lib/shared/roles"

/** A line of Access Keys. */
export interface AccessKey {
  id: string
  name: string
  permissions: KeyPermission[]
  enabled: boolean
  createdAt: Date
  lastUsedAt: Date | null
  lastUsedFrom: string | null
  /** For whom programs act with it, and what this account is in the key's organization now. */
  owner: { accountId: string; name: string; number: string; role: Role | null }
}

/** A line of the request log: what a program has asked, and what it was answered. */
export interface ApiRequest {
  /** The request id that the API client was given. */
  id: string
  at: Date
  operation: string
  /** The error that was answered; null for what succeeded. */
  error: string | null
  ip: string | null
  /** Without its name where its owner has the key for himself, which is not the organization's affair. */
  accessKey: { id: string; name: string | null; deleted: boolean; owner: string }
}
