import { z } from 'zod';

/** The fields used of Gitea's answers (`/swagger.v1.json` of any server). */
export const repositorySchema = z.object({ full_name: z.string() });

export const branchSchema = z.object({ commit: z.object({ id: z.string() }) });

/** `GET /contents/{path}`: a folder is a list. */
export const contentsSchema = z.union([
  z.object({
    type: z.string(),
    sha: z.string(),
    encoding: z.string().nullish(),
    content: z.string().nullish(),
  }),
  z.array(z.unknown()),
]);

export const pullSchema = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.string(),
  merge_base: z.string().nullish(),
  labels: z.array(z.object({ name: z.string() })).nullish(),
  requested_reviewers: z.array(z.unknown()).nullish(),
  requested_reviewers_teams: z.array(z.unknown()).nullish(),
});

export const comparisonSchema = z.object({
  commits: z
    .array(
      z.object({
        sha: z.string(),
        commit: z.object({ message: z.string() }),
        parents: z.array(z.object({ sha: z.string() })).nullish(),
      }),
    )
    .nullish(),
});

export const labelsSchema = z.array(
  z.object({ id: z.number(), name: z.string() }),
);

export const listSchema = z.array(z.unknown()).nullish();
