/// <reference types="reflect-metadata" preserve="true" />

export { App } from './app.js';
export type { RunOptions } from './plain/launch.js';
export { createApp } from './create-app.js';
export type { Authorization } from './request/authorization.js';
export {
  AfterRequest,
  BeforeRequest,
  ContextProcessor,
  Controller,
  Delete,
  ErrorHandler,
  FromRequest,
  Get,
  OnStart,
  OnStop,
  Patch,
  Post,
  Put,
  Route,
  TeardownRequest,
  TemplateHelper,
  type ControllerDecorator,
  type HookDecorator,
  type Method,
  type RouteDecorator,
} from './classes/decorators.js';
export type { MarkDecorator } from './classes/mark.js';
export { Command } from './classes/command-decorator.js';
export { Abort, abort, type AbortOptions } from './response/abort.js';
export { SetupError, type Finding, type FindingCode } from './plain/setup-error.js';
export { eventStream, type EventStream, type ServerSentEvent, type ServerSentEvents } from './response/event-stream.js';
export { html, type SafeHtml } from './response/html.js';
export { MultiDict } from './forms/multi-dict.js';
export { redirect, Redirect } from './response/redirect.js';
export { Request } from './request/request.js';
export type { ConditionalRequest } from './response/conditional.js';
export type { RequestMessage } from './request/message.js';
export type { RequestState } from './request/state.js';
export type { Environ } from './request/environ.js';
export type { TakenOver, TakeoverHeaders } from './request/stage.js';
export {
  Cookies,
  Form,
  Headers,
  Json,
  Query,
  type Fields as InputFields,
  type InputClass,
  type JsonMembers as InputOfJson,
  type Members as InputMembers,
} from './input/input.js';
export { Options, type OptionsClass } from './input/options.js';
export type { CommandResult } from './commands/commands.js';
export { makeResponse, Response, type ResponseInit } from './response/response.js';
export type { Unfinished } from './response/unfinished.js';
export type { CookieOptions } from './response/cookies.js';
export { Session } from './session/session.js';
export type { Flash } from './session/flashes.js';
export type { Key as SessionKey, SessionData, Value as SessionValue } from './session/session-data.js';
export type { SignOptions, UnsignOptions } from './session/tokens.js';
export { SessionTooLarge } from './session/sessions-in-cookies.js';
export { FileSessionStore, type FileSessionStoreOptions } from './session/file-store.js';
export { MemorySessionStore, type MemorySessionStoreOptions, type SessionStore } from './session/store.js';
export type { SessionOptions } from './session/session-options.js';
export { hashPassword, needsRehash, verifyPassword } from './plain/passwords.js';
export { secureFilename } from './forms/secure-filename.js';
export { UploadedFile } from './forms/uploaded-file.js';
export { ValidationError, type Validation } from './input/validation.js';
export { sendFile, type FileBody, type SendFileOptions } from './files/send-file.js';
export type { StaticOptions } from './files/static.js';
export { render, type Rendering, type TemplateOptions } from './templates/templates.js';
export type { OpenApiOptions } from './openapi/options.js';
export type {
  Demands,
  DocumentedResponse,
  DocumentedResponses,
  OperationOptions,
  SecurityRequirement,
} from './classes/operation-options.js';
export { configFromEnv } from './config/config-from-env.js';
export type { Blueprint, ControllerEntry, PluginEntry } from './blueprints/blueprint.js';
export type { AppOptions, Config } from './config/config.js';
export type { Logger } from './plain/logger.js';
export type {
  Class,
  ControllerOptions,
  InjectOptions,
  RouteConfig,
  RouteOptions,
  ScopeOptions,
} from './classes/metadata.js';
export { marker, type Marker } from './classes/marker.js';
export type { Marked } from './story/marked.js';
export type { ContextRefusal, HookRefusal } from './classes/return-types.js';
export type { Refusal } from './classes/route-types.js';
export type { Limits } from './forms/limits.js';
export type { HeadersInput, ResponseHeaders } from './response/headers.js';
export type { MatchedRoute, RouteListing } from './routes/listing.js';
export type { MethodName, UrlOptions, UrlValues } from './routes/routes.js';
export type {
  InferOutput,
  Issue,
  JsonSchemaOptions,
  StandardIssue,
  StandardResult,
  StandardSchema,
} from './plain/standard-schema.js';
export type { CookieJar } from './testing/test-cookies.js';
export type { TestClient, TestClientOptions, TestResponse } from './testing/test-client.js';
export type { TestFile, TestFiles } from './testing/test-files.js';
export type { TestRequestOptions } from './testing/test-request.js';
