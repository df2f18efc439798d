import { OrganizationsClient, type OrganizationsClientConfig } from "@aws-sdk/client-organizations"
import { createAccessKey, type NewAccessKey } from "@/lib/access-keys/access-keys"
import type { LoggedIn } from "@/lib/core/context"
import { type KeyPermission, keyPermissions } from "@/lib/shared/roles"

/** The outcome of a call: `done`, or the name of the error with its reason, as the client understood it. */
export function told(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "done",
    (error) => [error.name, error.Reason].filter(Boolean).join(" "),
  )
}

/** An access key in an organization, or for the account itself, by default with all permissions. */
export function keyFor(
  { ctx }: { ctx: LoggedIn },
  {
    in: organization,
    permissions = keyPermissions,
  }: { in?: { id: string }; permissions?: readonly KeyPermission[] } = {},
): Promise<NewAccessKey> {
  return createAccessKey(ctx, { organizationId: organization?.id, name: "Test", permissions: [...permissions] })
}

export function clientOf({ id, secret }: NewAccessKey, config: OrganizationsClientConfig): OrganizationsClient {
  return new OrganizationsClient({
    region: "eu-west-1",
    credentials: { accessKeyId: id, secretAccessKey: secret },
    ...config,
  })
}
