import type { z } from "zod"
import { ApiError } from "@/lib/aws/errors"
import type { LoggedIn } from "@/lib/core/context"
import type { KeyPermission, Role } from "@/lib/shared/roles"

/** The program that asks: its key, and the account for which it acts. */
export interface Caller {
  accessKeyId: string
  accountId: string
  /** The account's twelve digits. */
  number: string
  permissions: readonly KeyPermission[]
  /** The organization of the key; of a key without one, that to which its account belongs. */
  organizationId: string | null
  /** Read at each request: a former owner's keys are a member's. */
  role: Role | null
}

/** One thing that a program can ask for. */
export interface Operation<I = unknown> {
  /** What its key must have been made for. */
  permission: KeyPermission
  /** Who may ask: the management account of an organization, any member of one, or anyone (R44). */
  from: "management" | "member" | "anyone"
  /** Whether it changes anything: then asking twice with one invocation id is asking once. */
  changes: boolean
  input: z.ZodType<I>
  /** Gives the answer's body; nothing where there is none. */
  run(ctx: LoggedIn, caller: Caller, input: I): Promise<object | undefined>
}

/** Checks an operation against its input and forgets it, so that one table can hold all. */
export function operation<I>(value: Operation<I>): Operation<never> {
  return value as Operation<never>
}

/** The organization in which a caller acts whose right to do so was checked. */
export function organizationOf({ organizationId }: Caller): string {
  if (!organizationId) throw new Error("The operation lets callers without an organization pass")
  return organizationId
}

/** Refuses a caller whose key was not made for something. */
export function mustBePermitted({ permissions }: Caller, permission: KeyPermission) {
  if (permissions.includes(permission)) return
  throw new ApiError(
    "AccessDeniedException",
    `The access key lacks the permission "${permission}": make one that has it in the console, in Access Keys.`,
  )
}
