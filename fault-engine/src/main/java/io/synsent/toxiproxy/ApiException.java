package io.synsent.toxiproxy;

/** A request that cannot be answered as wished: the status and the words of the error body. */
final class ApiException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  private ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  static ApiException badRequestBody(String why) {
    return new ApiException(400, "bad request body: " + why);
  }

  static ApiException missingField(String field) {
    return new ApiException(400, "missing required field: " + field);
  }

  static ApiException proxyNotFound() {
    return new ApiException(404, "proxy not found");
  }

  static ApiException proxyAlreadyExists() {
    return new ApiException(409, "proxy already exists");
  }

  static ApiException invalidStream() {
    return new ApiException(400, "stream was invalid, can be either upstream or downstream");
  }

  static ApiException invalidToxicType() {
    return new ApiException(400, "invalid toxic type");
  }

  static ApiException toxicAlreadyExists() {
    return new ApiException(409, "toxic already exists");
  }

  static ApiException toxicNotFound() {
    return new ApiException(404, "toxic not found");
  }

  static ApiException internal(String why) {
    return new ApiException(500, why);
  }
}
