import { z } from 'zod';

// What is sent, under the names that RealWorld's document gives it. What is not named here never leaves.
const Profile = z
  .object({ username: z.string(), bio: z.string(), image: z.string(), following: z.boolean() })
  .meta({ id: 'Profile' });

const User = z
  .object({ email: z.string(), token: z.string(), username: z.string(), bio: z.string(), image: z.string() })
  .meta({ id: 'User' });

const Article = z
  .object({
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    body: z.string(),
    tagList: z.array(z.string()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    favorited: z.boolean(),
    favoritesCount: z.int(),
    author: Profile,
  })
  .meta({ id: 'Article' });

const Comment = z
  .object({ id: z.int(), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(), body: z.string(), author: Profile })
  .meta({ id: 'Comment' });

export const UserAnswer = z.object({ user: User }).meta({ id: 'UserResponse' });
export const ProfileAnswer = z.object({ profile: Profile }).meta({ id: 'ProfileResponse' });
export const ArticleAnswer = z.object({ article: Article }).meta({ id: 'SingleArticleResponse' });
/** Lists go without the articles' text. */
export const ArticlesAnswer = z
  .object({ articles: z.array(Article.omit({ body: true })), articlesCount: z.int() })
  .meta({ id: 'MultipleArticlesResponse' });
export const CommentAnswer = z.object({ comment: Comment }).meta({ id: 'SingleCommentResponse' });
export const CommentsAnswer = z.object({ comments: z.array(Comment) }).meta({ id: 'MultipleCommentsResponse' });
export const TagsAnswer = z.object({ tags: z.array(z.string()) }).meta({ id: 'TagsResponse' });

export const GenericError = z.object({ errors: z.object({ body: z.array(z.string()) }) }).meta({ id: 'GenericError' });
