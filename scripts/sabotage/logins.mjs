// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text that is taken out is code
const RACES = "lib/factors/races.test.ts"

/** The guards of logins and their second step. */
export const ofLogins = {
  "a code without a limit of tries": [
    [
      ["lib/accounts/verification.ts", "and ${verifications.tries} < ${CODE_TRIES} ", ""],
      ["lib/accounts/verification.ts", 'if (verification.tries > tries) refuse("code_spent", { field: "code" })', ""],
    ],
    ["lib/accounts/accounts.test.ts", "fifty guesses at once"],
  ],
  "no counting of failed logins": [
    [["lib/accounts/attempts.ts", "[narrow, perIp])", "[perIp])"]],
    ["lib/accounts/accounts.test.ts", "ten wrong passwords"],
  ],
  "a login by the password alone, where a factor is owed": [
    [["lib/accounts/login.ts", "if (owesFactor) return", "if (false) return"]],
    ["lib/factors/second-step.test.ts", "opens nothing by the password alone"],
  ],
  "a code of an app that is taken again": [
    [["lib/factors/totp.ts", "coalesce(${factors.usedStep} < ${step}, true)", "true"]],
    [RACES, "a code of an app used twice at once"],
  ],
  "a recovery code that is not used up": [
    [
      [
        "lib/factors/recovery-codes.ts",
        "and(unusedOf(accountId), eq(recoveryCodes.hash, hash))",
        "eq(recoveryCodes.hash, hash)",
      ],
    ],
    [RACES, "a recovery code used twice at once"],
  ],
  "a counter of a passkey that is not compared as it is written": [
    [["lib/factors/assertions.ts", "and(eq(factors.id, factorId), isAhead)", "eq(factors.id, factorId)"]],
    [RACES, "two answers of one count"],
  ],
}
