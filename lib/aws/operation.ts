import type { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import type { LoggedIn } from "@/lib/core/context"
import type { KeyPermission, Role } from "@/lib/shared/roles"

/** The API client of a request: its key, and the account for which it acts. */
export interface Caller {
  accessKeyId: string
  accountId: string
  /** The account's twelve digits. */
  number: string
  permissions: readonly KeyPermission[]
  /** The organization of the key, or else the one to which its account belongs. */
  organizationId: string | null
  /** The account's role now: a former owner's keys are a member's. */
  role: Role | null
}

/** An operation of the API. */
export interface Operation<I = unknown> {
  /** The permission that the key must have; null where any key will do. */
  permission: KeyPermission | null
  /** Who may request it: the management account of an organization, any member of one, or anyone. */
  from: "management" | "member" | "anyone"
  /** Whether it changes anything; then a repeated request with one invocation id has one effect. */
  changes: boolean
  input: z.ZodType<I>
  /** Gives the body of the answer; undefined for an empty one. */
  run(ctx: LoggedIn, caller: Caller, input: I): Promise<object | undefined>
}

/** Checks an operation against the type of its input and drops that type, so that one table can list them all. */
export function defineOperation<I>(value: Operation<I>): Operation<never> {
  return value as Operation<never>
}

/** The organization of a caller whose operation requires one. */
export function organizationOf({ organizationId }: Caller): string {
  if (!organizationId) throw new Error("The operation lets callers without an organization pass")
  return organizationId
}

/** Refuses a caller whose key lacks a permission, where one is needed. */
export function mustBePermitted({ permissions }: Caller, permission: KeyPermission | null) {
  if (permission === null || permissions.includes(permission)) return
  throw new ApiError(
    "AccessDeniedException",
    `The access key lacks the permission "${permission}". Create a key with this permission in the console, under Access Keys.`,
  )
}
