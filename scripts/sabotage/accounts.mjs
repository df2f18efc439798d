// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code

/** The guards of accounts, as in scripts/sabotage-cases.mjs. */
export const accountCases = {
  "a contact that others can have while its change can be undone": [
    [["db/migrations/0019_owner.sql", "PERFORM refuse('contact_taken', NULL) FROM", "PERFORM 1 FROM"]],
    ["lib/recovery/contact-races.test.ts", "another that wants it at once gets in no round"],
  ],
  "a notice that takes an account back again and again": [
    [["lib/recovery/not-me.ts", "if (notice?.answeredAt) return false", ""]],
    ["lib/recovery/not-me.test.ts", "says so once"],
  ],
  "a number that resets a password alone": [
    [["lib/accounts/verification.ts", " && owner?.email ?", " && owner?.email && false ?"]],
    ["lib/accounts/accounts.test.ts", "a number alone resets no password"],
  ],
  "a login of another account that can be ended": [
    [["lib/accounts/logins/logins.ts", "${eq(sessions.accountId, ctx.actor.accountId)} and ", ""]],
    ["lib/accounts/logins/logins.test.ts", "not another account's"],
  ],
  "a key that is disabled and still opens": [
    [
      [
        "lib/aws/caller.ts",
        "alive ? signingKeyOf({ accessKeyId, secret, keyId }, scope) : null",
        "signingKeyOf({ accessKeyId, secret, keyId }, scope)",
      ],
    ],
    ["lib/aws/endpoint.test.ts", "disabled"],
  ],
}
