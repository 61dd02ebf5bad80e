package io.github.lighterman.autoscale;

import io.github.lighterman.autoscale.Value.Interval;
import io.github.lighterman.autoscale.Value.Scalar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a formula that has a value. */
sealed interface Expression {
  /**
   * Returns the value.
   *
   * @throws Mistake if it has none
   */
  Value evaluate(Evaluation evaluation);

  /** Returns the type of the value, and tells {@code check} what is wrong with it for sure. */
  Type type(Check check);

  /** A literal. */
  record Constant(Value value) implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      return value;
    }

    @Override
    public Type type(Check check) {
      return value.type();
    }
  }

  /** A name. */
  record Variable(Position at, String name) implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      return evaluation.read(at, name);
    }

    @Override
    public Type type(Check check) {
      return check.typeOf(at, name);
    }
  }

  /** An operator and what stands on its right. */
  record Link(Position at, BinaryOperator operator, Expression right) {
    Type result(Type leftType, Type rightType) {
      @Nullable Type result = operator.result(leftType, rightType);
      if (result == null) {
        throw Mistake.at(at, "there is no " + leftType + " " + operator.symbol() + " " + rightType);
      }
      return result;
    }
  }

  /**
   * Operators that bind alike, from left to right. All operands are evaluated, also of && and ||.
   */
  record Chain(Expression first, List<Link> links) implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      Value left = first.evaluate(evaluation);
      for (Link link : links) {
        Value right = link.right().evaluate(evaluation);
        Type unused = link.result(left.type(), right.type());
        left = new Arithmetic(link.operator(), link.at()).apply(left, right);
      }
      return left;
    }

    @Override
    public Type type(Check check) {
      Type left = first.type(check);
      for (Link link : links) {
        Type leftSoFar = left;
        Type right = link.right().type(check);
        left = check.unlessMistaken(() -> link.result(leftSoFar, right));
      }
      return left;
    }
  }

  /** A sign, or the opposite of a truth. */
  record Unary(Position at, boolean isNot, Expression operand) implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      Value value = operand.evaluate(evaluation);
      if (value instanceof Scalar number) {
        return isNot ? Scalar.of(!number.isTrue()) : new Scalar(-number.value());
      }
      Type unused = result(value.type());
      return new Arithmetic(BinaryOperator.MINUS, at).apply(new Interval(0), value);
    }

    @Override
    public Type type(Check check) {
      Type type = operand.type(check);
      return check.unlessMistaken(() -> result(type));
    }

    private Type result(Type type) {
      if (type.fits(Type.DOUBLE) || (type == Type.TIMEINTERVAL && !isNot)) {
        return type;
      }
      throw Mistake.at(at, "there is no " + (isNot ? "!" : "-") + type);
    }
  }

  /** One of two, of which the other is never evaluated. */
  record Conditional(Position at, Expression condition, Expression yes, Expression no)
      implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      Value value = condition.evaluate(evaluation);
      requireTruth(value.type());
      return ((Scalar) value).isTrue() ? yes.evaluate(evaluation) : no.evaluate(evaluation);
    }

    @Override
    public Type type(Check check) {
      Type test = condition.type(check);
      check.unlessMistaken(
          () -> {
            requireTruth(test);
            return test;
          });
      Type one = yes.type(check);
      return one == no.type(check) ? one : Type.UNKNOWN;
    }

    private void requireTruth(Type type) {
      if (!type.fits(Type.DOUBLE)) {
        throw Mistake.at(at, "a condition before '?' must be a double, not a " + type);
      }
    }
  }

  /** A function with arguments. */
  record Call(Position at, String function, List<Expression> arguments) implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      List<Value> values = arguments.stream().map(each -> each.evaluate(evaluation)).toList();
      Functions functions = new Functions(at, function);
      Type unused = functions.result(values.stream().map(Value::type).toList());
      return functions.apply(values, evaluation);
    }

    @Override
    public Type type(Check check) {
      List<Type> types = arguments.stream().map(each -> each.type(check)).toList();
      return check.unlessMistaken(() -> new Functions(at, function).result(types));
    }
  }

  /** A function of a metric. */
  record MethodCall(Position at, Expression target, String method, List<Expression> arguments)
      implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      Samples samples = samples();
      List<Value> values = arguments.stream().map(each -> each.evaluate(evaluation)).toList();
      Type unused = samples.result(method, values.stream().map(Value::type).toList());
      return samples.apply(method, values, evaluation);
    }

    @Override
    public Type type(Check check) {
      List<Type> types = arguments.stream().map(each -> each.type(check)).toList();
      return check.unlessMistaken(() -> samples().result(method, types));
    }

    private Samples samples() {
      @Nullable Metric metric =
          target instanceof Variable variable ? Metric.of(variable.name()) : null;
      if (metric == null) {
        throw Mistake.at(at, "only metrics such as $PendingTasks have a " + method);
      }
      return new Samples(((Variable) target).at(), metric);
    }
  }

  /** A part of a timestamp. */
  record Member(Position at, Expression target, String name) implements Expression {
    @Override
    public Value evaluate(Evaluation evaluation) {
      Value value = target.evaluate(evaluation);
      Type unused = TimestampPart.result(at, name, value.type());
      return new Scalar(TimestampPart.of(at, name).of((Value.Timestamp) value));
    }

    @Override
    public Type type(Check check) {
      Type type = target.type(check);
      return check.unlessMistaken(() -> TimestampPart.result(at, name, type));
    }
  }
}
